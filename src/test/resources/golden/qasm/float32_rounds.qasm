OPENQASM 3.0;
include "stdgates.inc";
qubit[1] q;
rx(1.0000000149011612) q[0];
