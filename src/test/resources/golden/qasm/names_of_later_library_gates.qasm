OPENQASM 3.0;
include "stdgates.inc";
gate u(p0, p1, p2) q0 {
  u3(p0, p1, p2) q0;
}
qubit[1] h_0;
gphase(0.2);
u(0.4, 0.5, 0.6) h_0[0];
