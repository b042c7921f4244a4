OPENQASM 3.0;
include "stdgates.inc";
input float[64] a;
input float[64] b;
gate par(a, b) q0, q1 {
  ry(a) q0;
  cx q0, q1;
  rz(2.0 * b) q1;
}
qubit[2] q;
par(a, b) q[0], q[1];
par(b, a + b) q[1], q[0];
