OPENQASM 3.0;
if (true) { include "stdgates.inc"; }
