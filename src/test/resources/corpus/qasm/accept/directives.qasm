OPENQASM 3.0;
include "stdgates.inc";
pragma vendor option = 1; not ours
#pragma another
qubit[2] q;
@hint.speed fast
@plain
h q[0];
ctrl @x q[0], q[1];
