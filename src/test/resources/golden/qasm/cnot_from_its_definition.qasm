OPENQASM 3.0;
include "stdgates.inc";
gate u(p0, p1, p2) q0 {
  u3(p0, p1, p2) q0;
}
gate not q0 {
  gphase(pi / 2);
  u(pi, 0.0, pi) q0;
  gphase(-pi / 2);
}
qubit[2] q;
h q[0];
ctrl @ not q[0], q[1];
s q[0];
h q[0];
