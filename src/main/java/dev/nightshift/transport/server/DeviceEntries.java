package dev.nightshift.transport.server;

import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.Device.Processor;
import dev.nightshift.wire.device.DeviceFigures;
import dev.nightshift.wire.device.DeviceFigures.OfOperation;
import dev.nightshift.wire.rest.Device.BestGate;
import dev.nightshift.wire.rest.Device.Clops;
import dev.nightshift.wire.rest.Device.Figure;
import dev.nightshift.wire.rest.Device.PerformanceMetrics;
import dev.nightshift.wire.rest.Device.ProcessorType;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What {@code GET /backends} tells of a device beside its state. */
final class DeviceEntries {
  /** Errors have no dimension. */
  private static final String NO_UNIT = "";

  private DeviceEntries() {}

  static @Nullable ProcessorType processor(Device device) {
    return device.processor().map(DeviceEntries::type).orElse(null);
  }

  private static ProcessorType type(Processor processor) {
    return new ProcessorType(
        processor.family().orElse(null),
        processor.revision().orElse(null),
        processor.segment().orElse(null));
  }

  static @Nullable Clops clops(Device device) {
    return device.clops().isPresent() ? new Clops("hardware", device.clops().getAsLong()) : null;
  }

  static PerformanceMetrics metrics(Device device) {
    DeviceFigures figures = DeviceFigures.of(device.target());
    Optional<OfOperation> gate = figures.entangler();
    return new PerformanceMetrics(
        gate.flatMap(OfOperation::best)
            .map(best -> new BestGate(best.error().orElse(0), best.name(), NO_UNIT, best.qubits()))
            .orElse(null),
        figure(gate.map(OfOperation::error).orElse(OptionalDouble.empty())),
        figure(figures.readoutError()));
  }

  private static @Nullable Figure figure(OptionalDouble value) {
    return value.isPresent() ? new Figure(value.getAsDouble(), NO_UNIT) : null;
  }
}
