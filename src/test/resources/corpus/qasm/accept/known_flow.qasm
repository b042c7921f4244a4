OPENQASM 3.0;
include "stdgates.inc";
// Conditions over constants are decided while the program is read.
const bool on = 3 > 2;
qubit[2] q;
if (on) x q[0]; else x q[1];
int i = 0;
while (i < 10) {
  i += 1;
  if (i == 3) { continue; }
  if (i == 6) break;
  rx(0.1 * i) q[1];
}
switch (i) {
  case 5 { y q[0]; }
  case 6, 7 { h q[0]; }
  default { z q[0]; }
}
end;
x q[1];
