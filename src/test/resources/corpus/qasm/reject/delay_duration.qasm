OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
delay[10] q[0];
delay[-10ns] q[0];
delay[10ns] c;
barrier q[0], q[0];
