OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
c[0] = measure q[0];
if (c[0]) { x q[1]; }
if (c == 2) x q[0];
while (c[1]) { h q[0]; }
switch (int[2](c)) { case 0 { x q[0]; } }
