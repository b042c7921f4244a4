OPENQASM 3.0;
include "stdgates.inc";
gate u(p0, p1, p2) q0 {
  u3(p0, p1, p2) q0;
}
gate h_0 q0 {
  gphase(pi / 4);
  u(pi / 2, 0.0, pi) q0;
  gphase(-pi / 4);
}
gate x_0 q0 {
  gphase(pi / 2);
  u(pi, 0.0, pi) q0;
  gphase(-pi / 2);
}
gate cx_0 q0, q1 {
  ctrl @ x_0 q0, q1;
}
qubit[2] q;
gphase(0.15);
h_0 q[0];
cx_0 q[0], q[1];
u(0.3, 0.4, 0.5) q[1];
