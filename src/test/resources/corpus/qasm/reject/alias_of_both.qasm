OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
let a = q ++ c;
let b = q[0:1] ++ q[1:2];
let d = 3;
