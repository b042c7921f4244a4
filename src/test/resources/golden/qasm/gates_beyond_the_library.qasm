OPENQASM 3.0;
include "stdgates.inc";
gate rzz(p0) q0, q1 {
  cx q0, q1;
  rz(p0) q1;
  cx q0, q1;
}
gate mine(t) q0, q1 {
  rzz(t) q0, q1;
  rx(t) q0;
}
qubit[2] q;
h q[0];
h q[1];
rzz(0.3) q[0], q[1];
mine(0.7) q[1], q[0];
