OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
def f(qubit a, int[8] n, readonly array[int[8], #dim = 2] m, mutable array[float, 3] k, qreg r[2]) -> bit {
  h a;
  return measure a;
}
c[0] = f(q[0]);
