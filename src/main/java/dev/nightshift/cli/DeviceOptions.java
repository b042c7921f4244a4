package dev.nightshift.cli;

import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds and keeps devices. */
final class DeviceOptions {
  @Option(
      names = "--devices",
      paramLabel = "DIR",
      description =
          "A folder of devices that wins over the user's own (default:"
              + " ~/.config/nightshift/devices).")
  private @Nullable Path folder;

  DeviceCatalog catalog() {
    return DeviceCatalog.standard(folder, System.getenv());
  }

  /** Where new devices go. */
  Path keep() {
    return folder == null ? DeviceCatalog.userFolder(System.getenv()) : folder;
  }
}
