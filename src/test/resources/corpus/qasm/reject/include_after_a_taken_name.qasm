OPENQASM 3.0;
qubit h;
include "stdgates.inc";
