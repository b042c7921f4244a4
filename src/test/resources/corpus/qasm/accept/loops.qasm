OPENQASM 3.0;
include "stdgates.inc";
const int n = 3;
qubit[n + 1] q;
h q[0];
for int i in [0:n - 1] {
  cx q[i], q[i + 1];
  ry(0.1 * i) q[i];
}
for uint i in [3:-2:0] rz(0.2) q[i];
for int i in {3, 0, 2} { p(0.3 * i) q[i]; }
for float[64] f in {0.1, 0.2} { rx(f) q[1]; }
for bit b in "101" { ry(float(bool(b))) q[2]; }
for int i in [3:2] x q[i];
