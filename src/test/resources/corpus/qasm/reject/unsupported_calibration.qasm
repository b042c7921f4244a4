OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
defcalgrammar "openpulse";
cal { extern port d0; { nested } }
defcal x $0 { play(d0, w); }
