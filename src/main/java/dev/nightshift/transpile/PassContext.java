package dev.nightshift.transpile;

import dev.nightshift.base.random.Seed;
import dev.nightshift.value.Target;

/**
 * What a pass may know beside the circuit.
 *
 * @param target the device
 * @param options the caller's wishes
 * @param seed the pass's own stream
 */
public record PassContext(Target target, TranspileOptions options, Seed seed) {}
