"""Where a link of a notebook or of a README leads on the site."""

import posixpath
import re

from lecture_utils.paths import ROOT

ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|//", re.I)  # another site, or mailto:
READMES = {
    "README.md": "about.html",
    "notebooks/README.md": "class.html",
    "data/README.md": "data.html",
}


class Links:
    """Translates the links of one file.

    folder : of the file, relative to the project, "" for its top
    address : of the public repository, or None while there is none
    """

    def __init__(self, folder, address=None):
        self.folder, self.address = folder, address

    def __call__(self, target):
        """The address on the site, or None when the site has nothing to show there.

        Raises ValueError when the project has no such file.
        """
        if ELSEWHERE.match(target) or target.startswith("#"):
            return target
        path, hash_, fragment = target.partition("#")
        path = posixpath.normpath(posixpath.join(self.folder, path))
        if path.startswith("../"):  # what the host of the repository shows beside its files
            return self.address and f"{self.address}/{path.lstrip('./')}"
        if not (ROOT / path).exists():
            raise ValueError(f"a link leads to {path}, and the project has no such file")
        if path in READMES:
            return READMES[path] + hash_ + fragment
        if re.fullmatch(r"notebooks/\d\d_\w+\.ipynb", path):
            return posixpath.basename(path).removesuffix(".ipynb") + ".html" + hash_ + fragment
        if path.startswith("notebooks/images/"):
            return path.removeprefix("notebooks/")
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return self.address and f"{self.address}/{kind}/HEAD/{path}"
