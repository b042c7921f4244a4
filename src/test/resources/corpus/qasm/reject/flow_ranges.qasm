OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
for int i in [0:] { }
for int i in [0:0:4] { }
for int i in q { }
for int i in [0:0.5:2] { }
for int i in [0:1000000000] { }
