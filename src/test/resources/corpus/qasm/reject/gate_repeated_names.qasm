OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
gate g(a, a) b { }
gate f(a) a { }
gate k a, a { }
