OPENQASM 3.0;
include "stdgates.inc";
gate g(a, b) q0, q1 {
  rx(a) q0;
  ry(b) q1;
}
qubit[2] q;
g(0.1, 0.2) q[0], q[1];
h q[0];
