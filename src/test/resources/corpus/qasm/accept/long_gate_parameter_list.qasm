OPENQASM 3.0;
include "stdgates.inc";
gate many(a, b, c, d, e, f, g, i, j, k, l, m) u, v {
  rx(a + l) u; ry(b - m) v; rz(c * d) u; cx u, v; p(e / 2 + f) v; ry(g - i) u; rz(j * k) v;
}
qubit[2] q;
h q;
many(.1, .2, .3, .4, .5, .6, .7, .8, .9, 1.0, 1.1, 1.2) q[0], q[1];
