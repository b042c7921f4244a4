# Sourced by the launcher and by dev: find_jdk prints the home of a JDK 25 or newer, or fails with one clear line.

jdk_version() { # major version of the JDK in $1, or nothing; reads its release file, starts no JVM
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local home version on_path
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null) && on_path=${on_path%/bin/java}
  for home in "${JAVA_HOME:-}" "${on_path:-}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(jdk_version "$home") || continue
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  echo "nightshift: no JDK 25 or newer found in JAVA_HOME, on the PATH or in the usual folders; install one (for example Temurin 25) or set JAVA_HOME to it" >&2
  return 1
}
