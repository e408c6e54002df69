"""The words for what stands behind a technology: protection, certificates, declarations."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Protection(StrEnum):
    """How an invention is protected."""

    NONE = "NONE"
    KNOW_HOW = "KNOW_HOW"
    APPLIED = "APPLIED"
    GRANTED = "GRANTED"
    EXCLUSIVE = "EXCLUSIVE"
    TRADE_MARK = "TRADE_MARK"
    SOFTWARE = "SOFTWARE"

    @property
    def words(self) -> Text:
        return {
            Protection.NONE: Text("Not protected"),
            Protection.KNOW_HOW: Text("Secret know-how"),
            Protection.APPLIED: Text("Patent applied for"),
            Protection.GRANTED: Text("Patent granted"),
            Protection.EXCLUSIVE: Text("Exclusive rights to another’s patent"),
            Protection.TRADE_MARK: Text("Registered design or trade mark"),
            Protection.SOFTWARE: Text("Registered software"),
        }[self]

    @property
    def is_registered(self) -> bool:
        """Whether there is a number in a register, in a country."""
        return self not in (Protection.NONE, Protection.KNOW_HOW)


class CertificateKind(StrEnum):
    """Certificates that both countries' buyers ask for."""

    KR_NEW_TECHNOLOGY = "KR_NEW_TECHNOLOGY"
    KR_VERIFICATION = "KR_VERIFICATION"
    KR_GREEN = "KR_GREEN"
    KR_MARK = "KR_MARK"
    CN_LABELLING = "CN_LABELLING"
    CN_PRODUCT = "CN_PRODUCT"
    CN_HIGH_TECH = "CN_HIGH_TECH"
    ISO_9001 = "ISO_9001"
    ISO_14001 = "ISO_14001"
    ISO_14034 = "ISO_14034"
    CE = "CE"
    OTHER = "OTHER"

    @property
    def words(self) -> Text:
        return {
            CertificateKind.KR_NEW_TECHNOLOGY: Text("New environmental technology (Korea)"),
            CertificateKind.KR_VERIFICATION: Text("Verified environmental technology (Korea)"),
            CertificateKind.KR_GREEN: Text("Green certification (Korea)"),
            CertificateKind.KR_MARK: Text("KS, KC or KTL mark (Korea)"),
            CertificateKind.CN_LABELLING: Text("China Environmental Labelling"),
            CertificateKind.CN_PRODUCT: Text("Environmental protection product (CCEP, China)"),
            CertificateKind.CN_HIGH_TECH: Text("High-tech enterprise (China)"),
            CertificateKind.ISO_9001: Text("ISO 9001"),
            CertificateKind.ISO_14001: Text("ISO 14001"),
            CertificateKind.ISO_14034: Text("ISO 14034, verification of technology"),
            CertificateKind.CE: Text("CE marking"),
            CertificateKind.OTHER: Text("Another certificate"),
        }[self]


class CoreTechnology(StrEnum):
    """What a Korean company declares of export-controlled national core technology.

    Source: Act on Prevention of Divulgence and Protection of Industrial Technology (Korea),
    article 9 (designation) and 11 (export).
    """

    NONE = "NONE"
    PERMITTED = "PERMITTED"
    ASKED = "ASKED"

    @property
    def words(self) -> Text:
        return {
            CoreTechnology.NONE: Text("It holds no national core technology."),
            CoreTechnology.PERMITTED: Text("It does, and its export is approved or reported."),
            CoreTechnology.ASKED: Text(
                "We are asking the ministry, and disclose nothing until then."
            ),
        }[self]
