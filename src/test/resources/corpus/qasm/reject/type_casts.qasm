OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
const bit[3] b = bit[3](0.5);
const int[3] k = int[3]("0101");
const angle a = 0.5;
const int n = int(a);
const float d = float(10ns);
