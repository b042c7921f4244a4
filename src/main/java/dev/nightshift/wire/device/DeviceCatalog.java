package dev.nightshift.wire.device;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.UserFolders;
import dev.nightshift.wire.config.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds devices by name: those that ship with Nightshift, then the user's own, then those of a
 * folder from the command line; the later place wins.
 */
public final class DeviceCatalog {
  /** Those that ship with Nightshift, all of its own making. */
  public static final List<String> BUILT_IN =
      List.of("nightshift_line5", "nightshift_hex27", "nightshift_hex127", "nightshift_hex156");

  private static final String RESOURCES = "providers/nightshift/";

  /** The later wins. */
  private final List<Path> folders;

  /**
   * @param folders that hold a folder a device; absent ones are skipped, the last one wins
   */
  public DeviceCatalog(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * The usual places: {@code nightshift/devices} under the user's configuration folder, then a
   * folder from the command line, which need not be there.
   */
  public static DeviceCatalog standard(@Nullable Path extra, Map<String, String> environment) {
    List<Path> folders = new ArrayList<>(List.of(userFolder(environment)));
    if (extra != null) {
      folders.add(extra);
    }
    return new DeviceCatalog(folders);
  }

  /** {@code ${XDG_CONFIG_HOME:-~/.config}/nightshift/devices}. */
  public static Path userFolder(Map<String, String> environment) {
    return UserFolders.config(environment).resolve("devices");
  }

  /** Every name there is, sorted. */
  public List<String> names() {
    Set<String> names = new TreeSet<>(BUILT_IN);
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          entries
              .filter(entry -> Files.exists(entry.resolve(DeviceFolder.CONFIGURATION)))
              .map(entry -> entry.getFileName().toString())
              .filter(name -> Configuration.NAME.matcher(name).matches())
              .forEach(names::add);
        } catch (IOException | UncheckedIOException unreadable) {
          throw new NightshiftException(
              ErrorCode.FILE_UNREADABLE,
              "the folder %s cannot be listed; check its permissions".formatted(folder),
              unreadable);
        }
      }
    }
    return List.copyOf(names);
  }

  /** Where the device of a name is read from: a folder, or the word for those that ship. */
  public String place(String name) {
    Path folder = folder(name);
    return folder == null ? "built in" : folder.toString();
  }

  /**
   * The device of a name.
   *
   * @throws NightshiftException BACKEND_UNKNOWN with the nearest name; what {@link
   *     DeviceFolder#read} throws where its folder is wrong
   */
  public Device find(String name) {
    Path folder = folder(name);
    if (folder != null) {
      return DeviceFolder.read(folder);
    }
    if (!BUILT_IN.contains(name)) {
      throw new NightshiftException(
          ErrorCode.BACKEND_UNKNOWN,
          "unknown device `%s`; %s".formatted(name, Nearest.hint(name, names())));
    }
    String path = RESOURCES + name + "/";
    return DeviceFolder.parse(
        path + DeviceFolder.CONFIGURATION,
        resource(path + DeviceFolder.CONFIGURATION),
        path + DeviceFolder.PROPERTIES,
        resource(path + DeviceFolder.PROPERTIES),
        Source.of(new String(resource(path + DeviceFolder.SOURCE), StandardCharsets.UTF_8)));
  }

  private @Nullable Path folder(String name) {
    if (Configuration.NAME.matcher(name).matches()) {
      for (Path folder : folders.reversed()) {
        Path candidate = folder.resolve(name);
        if (Files.exists(candidate.resolve(DeviceFolder.CONFIGURATION))) {
          return candidate;
        }
      }
    }
    return null;
  }

  private static byte[] resource(String path) {
    try (InputStream in = DeviceCatalog.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new NightshiftException(
            ErrorCode.INTERNAL, path + " is not packed with Nightshift; build it again");
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
