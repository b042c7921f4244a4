OPENQASM 3.0;
include "stdgates.inc";
qubit a;
qubit b;
bit c;
ry(0.4) a;
cx a, b;
c = measure b;
