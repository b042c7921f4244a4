OPENQASM 3.0;
include "stdgates.inc";
gate bell a, b {
  h a;
  cx a, b;
}
gate turn(theta, phi) a {
  rx(theta / 2) a;
  rz(phi - theta) a;
}
gate both(x, y, z) c, d {
  bell d, c;
  turn(x * y, -z) c;
  inv @ turn(x, pi) d;
  ctrl @ turn(z, y) d, c;
}
gate nothing a { }
qubit[3] q;
both(0.2, 0.3, 0.4) q[2], q[0];
bell q[0:1], q[1:2];
nothing q[1];
