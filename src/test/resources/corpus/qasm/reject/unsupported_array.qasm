OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
array[int[8], 2, 3] a = {{1, 2, 3}, {4, 5, 6}};
a[0, 1] = 3;
