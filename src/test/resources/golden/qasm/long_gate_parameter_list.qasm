OPENQASM 3.0;
include "stdgates.inc";
gate many(a, b, c, d, e, f, g, i, j, k, l, m) q0, q1 {
  rx(a + l) q0;
  ry(b - m) q1;
  rz(c * d) q0;
  cx q0, q1;
  p(e / 2.0 + f) q1;
  ry(g - i) q0;
  rz(j * k) q1;
}
qubit[2] q;
h q[0];
h q[1];
many(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2) q[0], q[1];
