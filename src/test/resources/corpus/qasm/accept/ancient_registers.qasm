OPENQASM 3.0;
include "stdgates.inc";
qreg a[2];
creg c[2];
qreg b;
h a[0];
cx a[0], b;
cx a[0], a[1];
measure a -> c;
