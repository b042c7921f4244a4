package dev.nightshift.wire.qpy;

/**
 * How much one QPY file may hold.
 *
 * @param maxBytes longest file once inflated
 * @param maxInstructions instructions of all its circuits, each definition counted as often as it
 *     is used
 * @param maxBits qubits of a circuit, classical bits of a circuit, and bits of all its registers
 */
public record QpyLimits(int maxBytes, int maxInstructions, int maxBits) {
  public static final QpyLimits DEFAULT = new QpyLimits(64 << 20, 1_000_000, 1 << 20);
}
