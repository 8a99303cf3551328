"""Which kind of device? What the npm package ua-parser-js 2.0.9 answers, described as model names in our own notation.

Spec 01b, section 3.3. That package is AGPL: nothing of its code or expressions is here. The rows stand in order; the
first with a token in the text decides. `notation.py` explains the signs.

Traps, all intended: televisions by Sony and Panasonic become mobile, and so do desktops that say Acer, Asus or Dell
(brand words count anywhere); an Android text without `Mobile Safari` is a tablet only if it goes on with a browser;
without a browser (Dalvik) the model must be in the table.
"""

import re
from typing import NamedTuple

from app.lib.clients.notation import anywhere, at_model

_DESKTOP = "desktop"
_GENERIC_ANDROID = "generic Android"

_LONGEST = 500  # characters that the package looks at, leading white space not counted


class Row(NamedTuple):
    """A kind of device and the tokens that tell it; `written` is a condition the notation has no signs for."""

    kind: str
    tokens: tuple[str, ...] = ()
    written: str = ""


def _each_with(ending: str, *tokens: str) -> tuple[str, ...]:
    return tuple(token + ending for token in tokens)


ROWS = (
    # Samsung
    Row("tablet", (
        "^SCH-I[89]0#", "^SHW-M380S", "^SM-[PTX]??", "^GT-[PN]##", "^SGH-T8[56]9", "^Nexus 10",
    )),
    # Samsung
    Row("mobile", (
        "^{SCH,SGH,SPH,GT,SM}-[A-KM-QS-Z0-9_]", "^SC<[G-]>#", "^Galaxy Nexus", "SEC-SGH?",
        "Samsung[ -]%{SM-L,SM-R,Browser}{-,?}",
    )),
    # Apple
    Row("mobile", written=r"[/(](?:iphone|ipod)[\w, ]*[/);]"),
    # Apple
    Row("tablet", (
        "^iOS/…?…{(,/}iPad", "^Apple?*/…?…{(,/}iPad",
    ), written=r"(?<!\w)ipad[\d,]*[;\] ].+(?:mac os|ios|ipados)"),
    # Stop: a desktop, whatever follows
    Row(_DESKTOP, (
        "Macintosh;", "Google Pixelbook",
    )),
    # Sharp, also i-mode phones (`SH902iS`)
    Row("mobile", (
        "^SH<-><[ALTVZ]>##",
    )),
    # Honor
    Row("tablet", (
        "^{BRT,ELN,HEY,HEY2,GDI,JDN}-<A>[LNW]09{ Bui,),;}", "^{AGM,AGR,AGM3,AGR3,JDN2,KOB2}-<A>[LW]0[09]HN{ Bui,),;}",
    )),
    # Honor
    Row("mobile", (
        "Honor~;", "Honor~)",
    )),
    # Huawei
    Row("tablet", (
        *_each_with("%{…d/s}",
            "^{AGR,AGRK,AGS,AGS2,AGS3,AGS5,AGS6,BAH,BAH2,BAH3,BAH4,BG2,BGO,BTK,BTV,CMR,CPN,DBR,DBR2,DBY,DBY2,GOT,"
            "JDN2,KOB,KOB2,KOBK,KOB2K,MON,PCE,SCM,SH,SHT,TGR,VRD,WGR}-<[AD]>[LW][0125][09]<B>!",
            "^{GEM,FDR,M2,PLE,T1}-[7A]0[1-4][LU]!", "^T1-A2[13][LW]!", "^BG2-U03!", "^605HW!", "^MediaPad<~>$",
        ),
    )),
    # Huawei
    Row("mobile", (
        "Huawei~;", "Huawei~)",
        *_each_with("%{…d/s}",
            "^Nexus 6P!", "^{??,???,????}<E>-<[ATU]>[LN][0-9X][0-9C]<[ADNT]>!",
        ),
    )),
    # Xiaomi
    Row("tablet", (
        "^{Mi,RedMi,XiaoMi}<[-_ ]>Pad<~>$", "&2[0-9BC][0-9BC][0-9BC][0-9BC]{182,283,RP??}[CGL]$", "&M2105K81<A>C$",
    )),
    # Xiaomi
    Row("mobile", (
        *_each_with("{ Bui,; wv,)}",
            "&Redmi<~>", "&<M>[12]#[01]#???*", "&Poco~", "&<Shark >???-[AH]0",
            "&Qin< >[1-3]<{s+,s Ultra,s Pro, Pro, Ultra}>",
        ),
        "^HM<[-_ ]>Not<e><[-_ ]><#?> Bui", " ~ MIUI/<V>#",
        "^Mi<[-_ ]>{,A#,One,One Plus,One_Plus,Note,Max,CC}<[_ ]><#><#><?><[_ ]>{,Plus,SE,Lite,Pro}{, 5G,LTE}$",
    )),
    # OnePlus
    Row("mobile", (
        "&CPH2[3-6]#[13579]!", "&{GM19,HD19,AC20,BE20,IN20,KB20,DE21,DN21,EB21,LE21,MT21,NE22}[0-2]#!",
        "&P[G-L]?[1M]10!", " A#0##{ b,)}",
    )),
    # OPPO
    Row("mobile", (
        "; ?* Bui…?… OPPO", "^CPH[12]###!", "^P{AF,CA,CL,D?,EA,ER}[MT]#0!", "^X9007!", "^A101OP!",
    )),
    # OPPO, OnePlus
    Row("tablet", (
        "^OPD2###<A>$",
    )),
    # BLU, vivo, Realme
    Row("mobile", (
        "vivo {5,5R,6,8,8L,Go,One,S,X,XI,XL}<[2-4]><~>$", "; vivo ?*$", "^V[12]###<?>[AT]{ Bui,;}",
        "^RMX[1-3]###{ Bui,),;}",
    )),
    # Lenovo
    Row("tablet", (
        *_each_with("{ Bui,),;,/}",
            "IdeaTab~", "A2109A", "A101LV", "602LV", "D-42A", "A3500-HV", "S[56]000", "PB-6505[MY]",
            "TB<-><X>###<#>{FC,FU,XU,A,V}", "YT<#>-<[JX]>#<#><#><#>[LFMX]", "Lenovo< >B[68]0[08]0<-><[HF]>",
            "Lenovo< >Tab~", "Lenovo< >TB~",
        ),
    )),
    # Lenovo
    Row("mobile", (
        "Lenovo<[-_ ]>~{ Bui,),/}",
    )),
    # Motorola
    Row("mobile", (
        "^Mot{ ,-}~$", "^Motorola{ ,-}~$", "Moto%{ 360}~$", "Moto%{ 360}~(?*)$", "Moto%{ 360}~(?*)~$",
        "XT###<#><[CGKOSW+]>*$", "XT###<#><[CGKOSW+]>-*$", "Nexus 6$", "^Milestone ~Build/", "^Droid<[2-4X]> ~Build/",
    )),
    # Motorola
    Row("tablet", (
        "^MZ60# Build/", "^Xoom< ><2>< > Build/",
    )),
    # LG
    Row("tablet", (
        "^<LG>{VK,LK}<->### Bui",
    )),
    # LG
    Row("mobile", (
        "Nexus [45]", "LM<->F100<[NV]>$", "LM-*$", "LM-*.*$", "^LG<->?* Bui",
    ), written=r"(?<!\w)lg[-e;/ ]+(?=\w)(?!.*(?:browser|netcast|android tv|watch|webos))"),
    # Nokia, Google
    Row("tablet", (
        "Nokia T1[012]", "Nokia T2[01]", "Pixel C!", "Pixel Tablet!",
    )),
    # Nokia
    Row("mobile", (
        "{Maemo,Nokia}…{N900,Lumia #,RM-#}",
    ), written=r"nokia[\w. -]*(?: bui|[);/])"),
    # Google Pixel
    Row("mobile", (
        "&<Google >Pixel< ><#><#><A>{, Pro}{, XL}{, Fold}{, (5G)}$",
        "&<Google >G{011A,013A,020A,020E,020M,025J,025N,1B60,1F8F,2YBB,4S1M,576D,5NZ6,8HHN,8VOU,A02099,C15S,D1YQ,"
            "E2AE,EC77,GH2X,KV4X,P4BC,PJ41,R83Y,TT9Q,UR25,WVK6}$",
    )),
    # Sony
    Row("mobile", (
        *_each_with("{ Bui,)…?…Chrome/{[7-9]#,[1-9]##}}",
            "&{,A}#[0-2][0-2]SO", "&SO[-GL]?*", "&XQ-??##", "&[C-G]####",
        ),
    )),
    # Sony
    Row("tablet", (
        "Sony Tablet [PS]", "^<Sony>SGP?*$",
    )),
    # Amazon (`AEOBC` is a speaker, further down)
    Row("tablet", (
        "AlexaWebM", "KF??WI$", "AEO%{BC}??$", "KF@*{ Bui,)}…?…Silk/",
    )),
    # BlackBerry, Asus
    Row("tablet", (
        "PlayBook;…RIM", "Transformer?* ?", "Transformer Pad ?", "Transformer Prime ?", "^Eeepc", "^Slider ?",
        "^Nexus 7", "^PadFone", "^P00[CJ]",
    )),
    # BlackBerry, Asus
    Row("mobile", (
        "^BB[A-F]100-#", "^ST[HV]100-#", "BlackBerry ?", "(BB10; ?", " Z[BES]6[027][012][KM][LS]!", " Zenfone #<?>!",
    )),
    # HTC, itel, TCL
    Row("tablet", (
        "Nexus 9", "itel P10001L", "itel W7001", "TCL Xess P17AA",
        "droid {*,*.*,*.*.*}; {8191,8196,8491,8496,9048,9060,9080,9081,9132,9137,9166,9266,9269,9295,9296,"
            "9466}[GQSWX]{,_?,_??}$",
    )),
    # HTC, ZTE, itel, TCL and brand words anywhere in the text
    Row("mobile", (
        "HTC[-;_ ]?", "HTC[-;_ ][-;_ ]?", "ZTE[- ]~{ Bui,/,)}", "Alcatel", "GeeksPhone", "Nexian", "Panasonic%{;,.}",
        "Sony%{-Bra}", "itel ?",
        "droid {*,*.*,*.*.*}; {4187D,4188V,5087Z,5102L,6102D,6102H,6125A,6125D,6125F,6125H,6127A,6127I,6156D,"
            "6156H,6159K,6165A,6165H,A509DL,T430W,T431A,T431D,T431E,T431P,T431Q,T431U,T506D,T507A,T507D,T507J,T507U,"
            "T609DL,T610K,T612B,T671E,T671F,T671H,T671O,T676H,T676J,T676K,T766A,T766H,T766J,T766U,T767H,T767W,T770B,"
            "T770H,T771H,T771K,T773O,T774B,T774H,T775B,T775H,T776H,T776O,T779W,T781,T781H,T781K,T781S,T782H,T790B,"
            "T790H,T790S,T790Y,T799B,T810H,T810S}{,_?,_??}$",
    )),
    # Acer (Android 4 era)
    Row("tablet", (
        "&[AB][1-7]<->[0178A]#",
    )),
    # Meizu, Ulefone, Energizer, Cat, Smartfren, Nothing, HMD
    Row("mobile", (
        "&M[1-5] Note Bui", "^MZ-[-A-Z0-9_][-A-Z0-9_]", "; <Power >Armor<~>$", "; Energy< >?*$", "; Energizer ~$",
        "; Cat B35;", "; B15<Q>$", "; S22 Flip$", "; S48C$", "; S62 Pro$", "Andromax~$",
        "&A<in>{015,059,063,065,142}", "; N159V",
    )),
    # Archos, IMO, Infinix, Tecno
    Row("tablet", (
        "Archos< >5{ b,)}", "Archos< >GamePad<2>{ b,)}", "Archos< ><~>[T1789]< >#<~>{ b,)}", "; AC[1789]#?*{ b,)}",
        "IMO Tab ?", "{Infinix,Tecno} {X1101,P904,DP7C,DP8D,DP10A,P701,P702,P703,T1101}",
    )),
    # Brand words anywhere in the text, also inside other words
    Row("mobile", (
        "Archos ~{ b,)}", "; AC[3-6]#??*{ b,)}", "BlackBerry", "BenQ", "Palm-", "SonyEricsson", "Acer",
        "Asus%{ ZenW}", "Dell", "Jolla", "Meizu", "Motorola", "Polytron", "Tecno", "Micromax", "Advan",
        "; {BLU,HMD,IMO,Infinix,Lava,OnePlus,TCL,Wiko}[ _]~{ Bui,),; r}", "HP ?", "Microsoft; Lumia", "OPPO<~> Bui",
        "Hisense [EHV]~)", "droid *; Philips[_ ][SV-X]###", "droid *.*; Philips[_ ][SV-X]###",
        "droid *.*.*; Philips[_ ][SV-X]###",
    )),
    # Kobo, HP, Kindle, Nvidia, Zebra
    Row("tablet", (
        "Kobo {eReader,Touch}", "HP…?…TouchPad%{…Tablet}", "HP…?…Tablet", "Kindle/?", "Surface Duo",
        "TegraNote<~>{ b,)}", "Shield T%{…d TV}<~>{ b,)}", "&{6,66,C6,C66})", "&{ET51,ET56})",
        "&MC{22,23,32,33,92,93}<X>)",
    )),
    # Fairphone, Sprint, Zebra
    Row("mobile", (
        "droid *.*; FP#<?>{ b,)}", "droid *; FP#<?>{ b,)}", "Sprint ?", "KIN.{One,Two}", "&{EC30,PS20})",
        "&TC[2-8]#[KX])",
    )),
    # Televisions
    Row("smarttv", (
        "Philips<~>TV", "Smart-TV…?…Samsung", "HbbTV…?…Maple;#", "Vizio ?*-?", "Vizio…?…Model/?*-?", "tcast…?…LG",
        "nux; NetCast…?…SmartTV", "LG NetCast.TV-201#", "LG Android TV", "Apple< >TV", "CrKey", "PortalTV",
        "droid…AFT?*$", "Shield ?* TV", "(DTV{),;}…?…Aquos", "Aquos-TV~)", "Bravia<~>$", "Mi{TV,Box}<->?* Bui",
        "HbbTV…TechniSat …;", "^Roku*)", "^Roku*/",
    ), written=r"hbbtv/\d+\.\d+\.\d+ +\([\w+ ]*; *\w[^;]*;"),
    # Consoles
    Row("console", (
        "PlayStation ?", "^Xbox)", "^Xbox;", "^Xbox ", "^Xbox One)", "^Xbox One;", "Ouya", "Nintendo ?",
        "Retroid Pocket ", "Valve…?…Steam Deck", "&{Shield,RGCube,GR0006}$",
    )),
    # Watches that reach this row (a brand word further up wins before)
    Row("wearable", (
        "^SM-[LR]##[0156]", "^Gear Live!", "PebbleApp", "{Asus,Google,LG,OPPO,Xiaomi} {,Pixel ,Zen}Watch<~>$",
        "OWWE[1-3]", "OW<{19,20}>W<E>[1-3]", "Watch{OS, OS}{/,\\,}#", "Watch#,#/#", "OPWWE###", "&WT6{,3}00{,0})",
        "Moto 360", "SmartWatch 3", "G Watch R",
    )),
    # Glasses, headsets
    Row("xr", (
        "&Glass #", "Pico ~ OS#", "Quest…?…VR", "Mobile VR; rv…?…Firefox",
    )),
    # Cars, speakers
    Row("embedded", (
        "Tesla QtCarBrowser", "Tesla/?", "AEOBC!", "HomePod…?…Mac OS", "Windows IoT",
    )),
    # Unbranded televisions
    Row("smarttv", (
        "&~ {4K,Android,Smart,Google}<[- ]>TV", "^{4K,Android,Smart,Opera}<[- ]>TV!", "^TV; rv:",
        "^Large Screen…Safari!",
    )),
    Row(_GENERIC_ANDROID),
    # Browsers that say so
    Row("tablet", (
        "^Tablet[;/]", "^Tab[;/]", "^Focus/#%{…Mobile}",
    )),
    # Whatever says so
    Row("mobile", (
        "phone", "mobile;", "mobile/", "PDA…?…Windows CE",
    ), written=r"mobile [\w/. ]*safari"),
)


class _Search(NamedTuple):
    kind: str
    anywhere: re.Pattern[str] | None
    at_model: re.Pattern[str] | None


_SEARCHES = tuple(_Search(row.kind, anywhere(row.tokens, row.written), at_model(row.tokens)) for row in ROWS)

_MODEL = re.compile(r"; [^;]+?(?: bui|; wv\)|\) applew|; hmsc)", re.ASCII)
_BROWSER = re.compile(r"(mobile|vr|\d) safari", re.ASCII)
_KIND_OF_BROWSER = {"mobile": "mobile", "vr": "xr"}


def _generic_android(text: str) -> str | None:
    """The kind of an Android device whose model nobody knows, by the browser named after it.

    That is: the word `droid`, a space, at least one character, `; `, a model without `;`, one of four endings, at
    least one character, and the first of `Mobile Safari`, `VR Safari` or a digit and ` Safari`.
    """
    start = text.find("droid ")
    if start < 0 or not (model := _MODEL.search(text, start + len("droid ") + 1)):
        return None
    found = _BROWSER.search(text, model.end() + 1)
    return _KIND_OF_BROWSER.get(found[1], "tablet") if found else None


def device(text: str) -> str:
    """`mobile`, `tablet`, `smarttv`, `console`, `wearable`, `xr`, `embedded` or `desktop`; `text` is in lower case."""
    text = text.lstrip()[:_LONGEST]
    android = text.find("droid") + len("droid")
    model_at = android + 1 if android >= len("droid") else len(text)
    for kind, found, found_at_model in _SEARCHES:
        if kind == _GENERIC_ANDROID:
            if generic := _generic_android(text):
                return generic
        elif (found and found.search(text)) or (found_at_model and found_at_model.search(text, model_at)):
            return kind
    return _DESKTOP
