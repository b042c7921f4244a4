OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
gate g a {
  h h h;
  x a;
}
h q[7];
