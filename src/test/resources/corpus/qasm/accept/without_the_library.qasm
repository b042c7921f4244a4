OPENQASM 3.0;
gate h a { U(pi/2, 0, pi) a; gphase(-pi/4); }
gate x a { U(pi, 0, pi) a; gphase(-pi/2); }
gate cx a, b { ctrl @ x a, b; }
qubit[2] q;
h q[0];
cx q[0], q[1];
U(0.3, 0.4, 0.5) q[1];
