OPENQASM 3.0;
include "stdgates.inc";
input float[64] a;
input float[64] b;
gate par(a, b) c, d {
  ry(a) c;
  cx c, d;
  rz(2*b) d;
}
qubit[2] q;
par(a, b) q[0], q[1];
par(b, a + b) q[1], q[0];
