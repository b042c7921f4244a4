package dev.nightshift.wire.device;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.wire.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/** A device's folder: {@code configuration.json}, {@code properties.json}, {@code SOURCE.md}. */
public final class DeviceFolder {
  static final String CONFIGURATION = "configuration.json";
  static final String PROPERTIES = "properties.json";
  static final String SOURCE = "SOURCE.md";

  private DeviceFolder() {}

  /**
   * Reads the folder of a device, which carries the device's name.
   *
   * @throws NightshiftException FILE_MISSING or FILE_UNREADABLE for a file that is not there,
   *     DEVICE_INVALID with file and field for one that is wrong
   */
  public static Device read(Path folder) {
    Path configuration = folder.resolve(CONFIGURATION);
    Path properties = folder.resolve(PROPERTIES);
    Path source = folder.resolve(SOURCE);
    Device device =
        parse(
            configuration.toString(),
            bytes(configuration),
            properties.toString(),
            bytes(properties),
            Files.exists(source)
                ? Source.of(new String(bytes(source), StandardCharsets.UTF_8))
                : Source.UNKNOWN);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    if (name == null || !name.toString().equals(device.name())) {
      throw new NightshiftException(
          ErrorCode.DEVICE_INVALID,
          "%s: backend_name is %s, but the folder is named %s; rename the folder"
              .formatted(configuration, device.name(), name));
    }
    return device;
  }

  /**
   * The device that two texts describe.
   *
   * @param configurationFile names the text in errors, as {@code propertiesFile} does
   * @throws NightshiftException DEVICE_INVALID with file and field
   */
  public static Device parse(
      String configurationFile,
      byte[] configuration,
      String propertiesFile,
      byte[] properties,
      Source source) {
    Configuration what = Configuration.read(configurationFile, configuration);
    Properties how = Properties.read(propertiesFile, properties, what.qubits());
    if (!how.name().equals(what.name())) {
      throw new NightshiftException(
          ErrorCode.DEVICE_INVALID,
          "%s: backend_name is %s; expected %s, as in %s"
              .formatted(propertiesFile, how.name(), what.name(), configurationFile));
    }
    return new Device(
        what.version(),
        how.lastUpdate(),
        what.processor(),
        what.clops(),
        new RawJson(configuration),
        new RawJson(properties),
        Targets.of(what, how),
        source);
  }

  /**
   * Writes a device's folder whole or not at all.
   *
   * <p>The files are made in a hidden folder beside it, which then takes the device's name by one
   * rename. One that was there before is moved away first and removed last, so a crash leaves the
   * old one or the new one, in the worst moment the old one under a hidden name.
   *
   * @param parent where devices are kept; made where it is missing
   * @param force replaces a folder of this name
   * @return the folder
   * @throws NightshiftException DEVICE_EXISTS without force, DISK_FULL, IO_FAILED
   */
  public static Path write(Path parent, Device device, boolean force) {
    Path folder = parent.resolve(device.name());
    boolean replaced = Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    if (replaced && !force) {
      throw new NightshiftException(
          ErrorCode.DEVICE_EXISTS, "%s exists; give --force to replace it".formatted(folder));
    }
    String hidden = "." + device.name() + "." + UUID.randomUUID();
    Path made = parent.resolve(hidden + ".new");
    Path before = parent.resolve(hidden + ".old");
    try {
      try {
        AtomicFile.write(made.resolve(CONFIGURATION), device.configuration().utf8());
        AtomicFile.write(made.resolve(PROPERTIES), device.properties().utf8());
        AtomicFile.write(made.resolve(SOURCE), device.source().toMarkdown(device.name()));
        if (replaced) {
          Files.move(folder, before);
        }
        try {
          Files.move(made, folder);
        } catch (IOException e) {
          if (replaced) {
            Files.move(before, folder);
          }
          throw e;
        }
      } finally {
        remove(made);
      }
      remove(before);
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
    return folder;
  }

  private static void remove(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder) || Files.isRegularFile(folder)) {
      Files.delete(folder);
      return;
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        remove(file);
      }
    }
    Files.delete(folder);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "%s is missing; a device's folder holds %s and %s"
              .formatted(file, CONFIGURATION, PROPERTIES),
          e);
    } catch (IOException e) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s cannot be read (%s); check that it is a file you may read".formatted(file, e),
          e);
    }
  }
}
