OPENQASM 3.0;
include "stdgates.inc";
// Straight-line classical code is known while it is read.
float a = 0.25;
int[8] n = 3;
uint[4] u = 15;
u = u + 2;
a += 0.5;
a *= n;
n = n * n;
bool b = n > 8 && !(a < 1);
qubit[10] q;
rx(a) q[n];
ry(u / 2.0) q[u];
rz(float(b)) q[0];
