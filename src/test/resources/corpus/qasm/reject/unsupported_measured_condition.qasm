OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
int known = 0;
c[0] = measure q[0];
while (c[1]) { h q[0]; }
for bit b in c { x q[0]; }
for int i in [0:2] { if (c[0]) break; }
if (c == 1) { known = 1; rx(known) q[0]; }
rx(known) q[0];
if (c[1]) { end; }
if (c + 1 == 2) x q[0];
if (popcount(c) == 1) x q[0];
int seen = c;
c[0] = measure q[0];
if (seen == 1) x q[0];
if (c < 1.5) x q[0];
rx(c[0]) q[1];
if (c[2]) x q[0];
if (c & "101" == 1) x q[0];
switch (c) { case seen { x q[0]; } }
