OPENQASM 3.0;
include "stdgates.inc";
qubit[4] q;
x q[0];
x q[2];
for int i in [3:-1:0] {
  h q[i];
  for int j in [i - 1:-1:0] cp(pi / 2 ** (i - j)) q[j], q[i];
}
swap q[0], q[3];
swap q[1], q[2];
