"""Settings: environment variables BIANMU_…, read once at the edge. `docs/operations.md` is made from the descriptions here."""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from catalog.clock import Clock, SystemClock
from catalog.database import Registry, connect
from catalog.errors import BrokenPromiseError

AUDIT_KEY_BYTES = 32
ENVIRONMENT_FILE = "bianmu.env"


class Settings(BaseSettings):
    """Everything an operator may set."""

    model_config = SettingsConfigDict(env_prefix="BIANMU_", frozen=True)

    home: Annotated[Path, Field(description="Folder where shelves, attachments and the built-in database live.")] = Path("var")
    database_url: Annotated[
        str | None, Field(description="Registry database; empty means SQLite in the home folder. PostgreSQL: postgresql+psycopg://…")
    ] = None
    audit_key_file: Annotated[
        Path | None, Field(description="File with the key that seals the audit chain (32 bytes or more); keep it apart from the database.")
    ] = None
    site_url: Annotated[str, Field(description="Address under which the public reaches the portal, without a slash at the end.")] = (
        "http://127.0.0.1:8000"
    )
    site_title: Annotated[str, Field(description="Name of the portal on its pages and in CKAN's status_show.")] = "绿化市容数据开放目录"
    site_title_en: Annotated[str, Field(description="The portal's name on English pages.")] = "Greening and City Appearance Open Data"
    site_description: Annotated[str, Field(description="One sentence about the portal, for the home page and for programs.")] = (
        "绿化、林业、市容、环卫公共数据的开放目录：可查找、可理解、可获取。"
    )
    locale: Annotated[Literal["zh", "en"], Field(description="Language of the command line's answers.")] = "zh"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then `bianmu.env` in the home folder, where an installation keeps its own."""
        del dotenv_settings, file_secret_settings
        home = Path(os.environ.get("BIANMU_HOME", cls.model_fields["home"].default))
        return init_settings, env_settings, DotEnvSettingsSource(settings_cls, env_file=home / ENVIRONMENT_FILE)

    @property
    def registry_url(self) -> str:
        """The address of the registry database."""
        return self.database_url or f"sqlite:///{self.home / 'registry.sqlite'}"

    @property
    def shelves(self) -> Path:
        """The folder of the shelf files."""
        return self.home / "shelves"

    @property
    def attachments(self) -> Path:
        """The folder of scans and papers."""
        return self.home / "attachments"

    @property
    def audit_key_path(self) -> Path:
        """Where the audit key is."""
        return self.audit_key_file or self.home / "audit.key"

    @cached_property
    def audit_key(self) -> bytes:
        """The key that seals the audit chain."""
        try:
            return self.audit_key_path.read_bytes().strip()
        except FileNotFoundError:
            raise BrokenPromiseError("key_missing", path=str(self.audit_key_path)) from None

    def registry(self, clock: Clock | None = None) -> Registry:
        """The registry that these settings name."""
        return Registry(connect(self.registry_url), clock or SystemClock(), self.audit_key)

    def as_environment(self) -> dict[str, str]:
        """These settings as environment variables, for a process that is started from this one."""
        return {f"BIANMU_{name.upper()}": str(value) for name, value in self.model_dump().items() if value is not None}
