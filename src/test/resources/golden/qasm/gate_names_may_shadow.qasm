OPENQASM 3.0;
include "stdgates.inc";
gate x2(s) q0 {
  rx(s) q0;
  h q0;
}
gate g(h, t) q0, q1 {
  ry(h) q0;
  cx q0, q1;
  x q1;
  rz(t) q1;
}
qubit[2] q;
x2(0.4) q[0];
g(0.6, 0.7) q[0], q[1];
