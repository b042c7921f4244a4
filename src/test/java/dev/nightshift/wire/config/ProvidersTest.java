package dev.nightshift.wire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
  private static final String KEY = "sT7-not_a_real_key_0123456789abcdefghijklmno";
  private static final String CRN =
      "crn:v1:bluemix:public:quantum-computing:eu-de:a/0123abcd:0123-4567::";

  @TempDir Path folder;

  @Test
  void theShippedProvidersHoldTheDocumentedDefaults() {
    Providers providers = new Providers(List.of(), Map.of());

    assertThat(providers.find("embedded")).isEqualTo(new Provider.Embedded("embedded"));
    Provider.Rest local = rest(providers.find("local"));
    assertThat(local.limits()).isEqualTo(Provider.Limits.SERVER);
    assertThat(local.url()).isNull();
    assertThat(local.key()).isNull();
    assertThat(local.device()).isEqualTo("aer_simulator");
    Provider.Rest torino = rest(providers.find("ibm_torino"));
    assertThat(torino.limits()).isEqualTo(Provider.Limits.IBM);
    assertThat(torino.url()).hasToString("https://quantum.cloud.ibm.com/api/v1");
    assertThat(torino.iamUrl()).hasToString("https://iam.cloud.ibm.com");
    assertThat(torino.device()).isEqualTo("ibm_torino");
    assertThat(torino.name()).isEqualTo("ibm_torino");
    assertThat(torino.apiVersion()).isEqualTo("2026-04-15");
  }

  @Test
  void givenADeviceOfTheCallersChoice_whenAServiceIsAskedFor_thenItsFileNeedsNone()
      throws Exception {
    Files.writeString(
        folder.resolve("twin.yaml"), "kind: server\nurl: http://127.0.0.1:8190\ndevice: other\n");
    Providers providers = new Providers(List.of(folder), Map.of());

    assertThat(providers.service("ibm", "ibm_fez").device()).isEqualTo("ibm_fez");
    assertThat(providers.service("ibm", "ibm_fez").name()).isEqualTo("ibm");
    assertThat(providers.service("twin", "nightshift_hex27").device())
        .isEqualTo("nightshift_hex27");
    assertThatThrownBy(() -> providers.service("embedded", "x"))
        .hasMessage(
            "provider embedded is no service that has devices; name one of kind ibm or server");
    assertThatThrownBy(() -> providers.service("twins", "x"))
        .hasMessage("unknown backend `twins`; did you mean `twin`?");
  }

  @Test
  void regionAndCredentialsComeFromTheEnvironment() {
    Provider.Rest fez =
        rest(
            new Providers(
                    List.of(), Map.of("NIGHTSHIFT_IBM_KEY", KEY, "NIGHTSHIFT_IBM_INSTANCE", CRN))
                .find("ibm_fez"));

    assertThat(fez.requireCredentials().key()).isEqualTo(new Secret(KEY));
    assertThat(fez.instance()).isEqualTo(CRN);
    assertThat(fez.url()).hasToString("https://eu-de.quantum.cloud.ibm.com/api/v1");
    assertThat(fez.toString()).contains("***").doesNotContain(KEY);
  }

  @Test
  void aKeyFileIsReadAndAMissingOneNamed() throws Exception {
    Files.writeString(folder.resolve("my.key"), KEY + "\n");
    Files.writeString(
        folder.resolve("mine.yaml"), "kind: server\nkey_file: " + folder.resolve("my.key"));
    Files.writeString(
        folder.resolve("gone.yaml"), "kind: server\nkey_file: " + folder.resolve("no.key"));
    Providers providers = new Providers(List.of(folder), Map.of());

    assertThat(rest(providers.find("mine")).key()).isEqualTo(new Secret(KEY));
    assertFails(() -> providers.find("gone"), ErrorCode.FILE_MISSING, "no.key");
  }

  @Test
  void theUsersFileStandsBeforeTheShippedOne() throws Exception {
    Files.writeString(
        folder.resolve("local.yaml"), "kind: server\nurl: http://127.0.0.1:8123/\nattempts: 2\n");
    Providers providers = new Providers(List.of(folder), Map.of());

    Provider.Rest local = rest(providers.find("local"));

    assertThat(local.url()).hasToString("http://127.0.0.1:8123/api/v1");
    assertThat(local.limits().attempts()).isEqualTo(2);
    assertThat(local.limits().jobTimeout()).isEqualTo(Provider.Limits.SERVER.jobTimeout());
    assertThat(providers.names()).containsExactly("embedded", "ibm", "local");
  }

  @Test
  void anUnknownBackendIsAnsweredWithTheNearestName() {
    Providers providers = new Providers(List.of(folder), Map.of());

    assertFails(
        () -> providers.find("embeded"),
        ErrorCode.BACKEND_UNKNOWN,
        "unknown backend `embeded`; did you mean `embedded`?");
    assertFails(
        () -> providers.find("some-quite-other-thing"),
        ErrorCode.BACKEND_UNKNOWN,
        "known are embedded, ibm, local");
    assertFails(() -> providers.find("../local"), ErrorCode.BACKEND_UNKNOWN, "../local");
    assertFails(() -> providers.find("ibm"), ErrorCode.PROVIDER_CONFIG, "names no device");
  }

  @Test
  void aSecretInTheFileIsRefusedAndNotRepeated() throws Exception {
    for (String line :
        List.of(
            "api_key: " + KEY,
            "token: " + KEY,
            "API-KEY: " + KEY,
            "key_env: " + KEY,
            "url: https://user:" + KEY + "@example.com",
            "url: https://example.com/?apikey=" + KEY)) {
      Files.writeString(folder.resolve("bad.yaml"), "kind: ibm\ndevice: ibm_x\n" + line);

      Throwable error = catchThrowable(() -> new Providers(List.of(folder), Map.of()).find("bad"));

      assertThat(error)
          .as(line)
          .isInstanceOf(NightshiftException.class)
          .hasMessageContaining("bad.yaml:3")
          .hasMessageNotContaining(KEY)
          .extracting(thrown -> ((NightshiftException) thrown).code())
          .isEqualTo(ErrorCode.PROVIDER_CONFIG);
      assertThat(error).hasNoCause();
    }
  }

  @Test
  void missingCredentialsSayHowToGiveThem() {
    Provider.Rest torino = rest(new Providers(List.of(), Map.of()).find("ibm_torino"));

    assertFails(torino::requireCredentials, ErrorCode.CREDENTIALS_MISSING, "NIGHTSHIFT_IBM_KEY");
    assertFails(
        () -> torino.withKey(new Secret(KEY)).requireCredentials(),
        ErrorCode.CREDENTIALS_MISSING,
        "NIGHTSHIFT_IBM_INSTANCE");
  }

  @Test
  void keysAreNotSentInTheClearToAnotherMachine() throws Exception {
    Files.writeString(folder.resolve("far.yaml"), "kind: server\nurl: http://example.com:8123\n");

    assertFails(
        () -> new Providers(List.of(folder), Map.of()).find("far"),
        ErrorCode.PROVIDER_CONFIG,
        "use https for another machine");
  }

  @Test
  void aWrongValueNamesItsLine() throws Exception {
    Files.writeString(folder.resolve("a.yaml"), "kind: server\nmax_poll_ms: 1\nfirst_poll_ms: 5\n");
    Files.writeString(folder.resolve("b.yaml"), "kind: server\nattemts: 3\n");
    Files.writeString(folder.resolve("c.yaml"), "kind: ibm\ndevice: d\ninstance: nonsense\n");
    Files.writeString(folder.resolve("d.yaml"), "kind: embedded\ndevice: d\n");
    Providers providers = new Providers(List.of(folder), Map.of());

    assertFails(() -> providers.find("a"), ErrorCode.CONFIG_VALUE, "a.yaml:2) is 1 ms");
    assertFails(
        () -> providers.find("b"), ErrorCode.CONFIG_UNKNOWN_KEY, "did you mean `attempts`?");
    assertFails(() -> providers.find("c"), ErrorCode.PROVIDER_CONFIG, "is no CRN");
    assertFails(() -> providers.find("d"), ErrorCode.CONFIG_UNKNOWN_KEY, "unknown key `device`");
  }

  @Test
  void aServerStartedInProcessGivesItsUrl() {
    Provider.Rest local = rest(new Providers(List.of(), Map.of()).find("local"));

    assertThat(local.at(URI.create("http://127.0.0.1:40123")).url())
        .hasToString("http://127.0.0.1:40123/api/v1");
    assertThat(local.at(URI.create("http://127.0.0.1:40123/experimental/v1/")).url())
        .hasToString("http://127.0.0.1:40123/experimental/v1");
  }

  @Test
  void theFolderFromTheCommandLineMustExist() {
    assertFails(
        () -> Providers.standard(folder.resolve("none"), Map.of()),
        ErrorCode.FILE_MISSING,
        "check --providers");
    assertThat(Providers.standard(null, Map.of("XDG_CONFIG_HOME", folder.toString())).names())
        .containsAll(Providers.BUILT_IN);
  }

  @Test
  void thePriceOfIbmsDevicesShipsWithSourceAndDate() {
    Providers providers = new Providers(List.of(), Map.of());

    Pricing pricing = providers.pricing("ibm_torino").orElseThrow();

    assertThat(pricing).isEqualTo(providers.pricing("ibm").orElseThrow());
    assertThat(pricing.plan()).isEqualTo("Pay-As-You-Go");
    assertThat(pricing.microsPerQpuSecond()).isEqualTo(1_600_000);
    assertThat(pricing.source()).startsWith("https://www.ibm.com/quantum/pricing");
    assertThat(pricing.date()).isEqualTo("2026-05-25");
    assertThat(pricing.text(pricing.micros(1_000.5))).isEqualTo("USD 1,600.80");
  }

  @Test
  void givenProvidersThatSayNothingOfPrices_whenAsked_thenThePriceIsUnknown() throws Exception {
    Files.writeString(
        folder.resolve("mine.yaml"), "kind: server\nurl: http://127.0.0.1:8190\ndevice: x\n");
    Providers providers = new Providers(List.of(folder), Map.of());

    for (String name : List.of("embedded", "local", "mine", "nightshift_hex27", "../ibm")) {
      assertThat(providers.pricing(name)).as(name).isEmpty();
    }
  }

  @Test
  void givenAFileOfTheUsers_whenItHasPrices_thenTheyWinAndElseThoseThatShipHold() throws Exception {
    Path own = folder.resolve("ibm.yaml");
    Providers providers = new Providers(List.of(folder), Map.of());

    Files.writeString(own, "kind: ibm\ndevice: ibm_fez\n");
    assertThat(providers.pricing("ibm").orElseThrow().plan()).isEqualTo("Pay-As-You-Go");

    Files.writeString(
        own,
        """
        kind: ibm
        pricing:
          plan: our contract
          currency: EUR
          per_qpu_minute: 45.5
          source: contract 17
          date: "2026-10-01"
        """);
    assertThat(providers.pricing("ibm_fez"))
        .hasValue(new Pricing("our contract", "EUR", 758_333, "contract 17", "2026-10-01"));
    assertThat(rest(providers.find("ibm_fez")).device()).isEqualTo("ibm_fez");
  }

  @Test
  void givenAPriceThatIsHalfWritten_whenAsked_thenTheErrorSaysWhatIsMissing() throws Exception {
    Path own = folder.resolve("ibm.yaml");
    Providers providers = new Providers(List.of(folder), Map.of());
    String head = "kind: ibm\npricing:\n  plan: x\n  source: y\n";

    Files.writeString(own, head + "  currency: USD\n  date: \"2026-10-01\"\n");
    assertFails(
        () -> providers.pricing("ibm"),
        ErrorCode.PROVIDER_CONFIG,
        "pricing needs either per_qpu_second or per_qpu_minute; give one of them");

    Files.writeString(
        own, head + "  currency: dollars\n  per_qpu_second: 1\n  date: \"2026-10-01\"\n");
    assertFails(
        () -> providers.pricing("ibm"), ErrorCode.CONFIG_VALUE, "three capitals such as USD");

    Files.writeString(own, head + "  currency: USD\n  per_qpu_second: -1\n  date: today\n");
    assertFails(() -> providers.pricing("ibm"), ErrorCode.CONFIG_VALUE, "a number in [0.0, ");

    Files.writeString(own, head + "  currency: USD\n  per_qpu_second: 1\n  date: today\n");
    assertFails(() -> providers.pricing("ibm"), ErrorCode.CONFIG_VALUE, "a date such as");

    Files.writeString(own, head + "  currency: USD\n  per_qpu_secnd: 1\n  date: \"2026-10-01\"\n");
    assertFails(() -> providers.pricing("ibm"), ErrorCode.CONFIG_UNKNOWN_KEY, "per_qpu_second");
  }

  private static Provider.Rest rest(Provider provider) {
    return (Provider.Rest) provider;
  }

  private static void assertFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code, String part) {
    assertThatThrownBy(call)
        .hasMessageContaining(part)
        .asInstanceOf(InstanceOfAssertFactories.type(NightshiftException.class))
        .extracting(NightshiftException::code)
        .isEqualTo(code);
  }
}
