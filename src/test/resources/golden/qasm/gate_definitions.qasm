OPENQASM 3.0;
include "stdgates.inc";
gate bell q0, q1 {
  h q0;
  cx q0, q1;
}
gate turn(p0, p1) q0 {
  rx(p0 / 2.0) q0;
  rz(p1 - p0) q0;
}
gate both(x, y, z) q0, q1 {
  bell q1, q0;
  turn(x * y, -z) q0;
  inv @ turn(x, pi) q1;
  ctrl @ turn(z, y) q1, q0;
}
gate nothing q0 {
}
qubit[3] q;
both(0.2, 0.3, 0.4) q[2], q[0];
bell q[0], q[1];
bell q[1], q[2];
nothing q[1];
