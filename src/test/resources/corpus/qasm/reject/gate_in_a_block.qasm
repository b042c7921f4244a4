OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
if (true) { gate g a { } }
{ qubit r; }
for int i in [0:0] { input float[64] f; }
