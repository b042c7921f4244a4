OPENQASM 3.0;
// Without the include its gate names are free.
qubit h;
U(0.4, 0.5, 0.6) h;
