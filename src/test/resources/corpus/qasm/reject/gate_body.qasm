OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
gate g a {
  measure a;
  reset a;
  bit b;
  qubit r;
  const int k = 2;
  h a[0];
  c[0] = 1;
  x a;
}
