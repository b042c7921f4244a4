OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
h q[3];
h q[-4];
c[2] = measure q[0];
let a = q[1:5];
for int i in [1:3] { x q[i]; }
h q[{0, 9}];
