OPENQASM 3.0;
include "stdgates.inc";
input float[64] θ_0;
qubit[2] größe;
qubit 𝜑;
ry(θ_0) größe[0];
cx größe[0], 𝜑;
x größe[1];
