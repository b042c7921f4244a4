OPENQASM 3.0;
include "stdgates.inc";
gate ecr q0, q1 {
  gphase(-pi / 4);
  s q0;
  sx q1;
  cx q0, q1;
  x q0;
}
gate rzz(p0) q0, q1 {
  cx q0, q1;
  rz(p0) q1;
  cx q0, q1;
}
sx $1;
ecr $0, $1;
rzz(0.3) $0, $1;
