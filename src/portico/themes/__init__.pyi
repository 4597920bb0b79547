from portico.themes import colors as colors
from portico.themes import fonts as fonts
from portico.themes import sizes as sizes
from portico.themes.absent import builder as builder
from portico.themes.citrus import Citrus as Citrus
from portico.themes.colors import Color as Color
from portico.themes.cyberpunk import Cyberpunk as Cyberpunk
from portico.themes.default import Default as Default
from portico.themes.ember import Ember as Ember
from portico.themes.fonts import Font as Font
from portico.themes.fonts import GoogleFont as GoogleFont
from portico.themes.fonts import LocalFont as LocalFont
from portico.themes.glass import Glass as Glass
from portico.themes.mario import Mario as Mario
from portico.themes.monochrome import Monochrome as Monochrome
from portico.themes.neon import Neon as Neon
from portico.themes.ocean import Ocean as Ocean
from portico.themes.origin import Origin as Origin
from portico.themes.portico import Portico as Portico
from portico.themes.sizes import Size as Size
from portico.themes.soft import Soft as Soft
from portico.themes.theme import Theme as Theme

Base = Theme
ThemeClass = Theme
