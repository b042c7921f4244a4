/* A block comment
   over two lines */
OPENQASM 3.0; // after the version
include "stdgates.inc";
qubit[2] q;
h /* inside a call */ q[0];
cx q[0], // between operands
   q[1];
// x q[0];
t q[1]; // the last line has no end